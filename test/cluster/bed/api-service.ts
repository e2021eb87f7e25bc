/** Who answers for a group; further fields of its spec may follow. */
export const apiService = (version: string, group: string, service: string): string => `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: ${version}.${group}}
spec:
  group: ${group}
  version: ${version}
  groupPriorityMinimum: 100
  versionPriority: 100
  service: ${service}
`;

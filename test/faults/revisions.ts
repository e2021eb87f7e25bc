/** Files of a folder whose SLOs all say which revision they are of, by their target. */
export const SPEC_FILES = 20;

/** 0.9, 0.901, … */
export const targetOf = (revision: number): number => Number((0.9 + (revision % 90) / 1000).toFixed(3));

export const revisionSpec = (file: number, revision: number): string => `version: headroom/v1
service: service-${file}
slos:
  - name: availability
    target: ${targetOf(revision)}
    events: {total: 'x_total{service="${file}"}', bad: 'x_total{service="${file}",code="500"}'}
`;

/** What goes wrong between two ends of TLS, by Node's codes, in words for those who mend it. */
const PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by itself, and not by an authority that is trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate is signed by an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an authority that is not trusted",
  CERT_SIGNATURE_FAILURE: "the server's certificate is not signed by the authority that it names",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS there; the address may have to begin with http://",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS there; the address may have to begin with http://",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "the server wants a client certificate, which headroom does not have",
};

/** OpenSSL's own text names its source files and says little else: it is for nobody who runs this. */
const OPENSSL = /error:[0-9A-F]{8}:/i;

/** What is wrong with a connection's TLS; undefined for what has to do with something else. */
export function tlsProblem(error: Error): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const known = PROBLEMS[code];
  if (known !== undefined) return known;
  return code.startsWith("ERR_SSL_") || OPENSSL.test(error.message)
    ? "no TLS connection can be made: the two ends have no version, cipher or certificate in common"
    : undefined;
}

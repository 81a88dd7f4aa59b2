import { Problems } from './Problems';

const CIPHERS = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
]);

const TERMINATING = new Set(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL']);
const ONE_SOURCE =
  'only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified';

function modeOf(tls: any): string {
  return tls.mode ?? 'PASSTHROUGH';
}

/** Whether TLS is passed on as it is. */
export function isPassThrough(tls: any): boolean {
  return ['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(modeOf(tls));
}

function isCipher(name: string): boolean {
  // Expressions such as -ALL begin with a sign; Istio lets them all pass.
  return (
    name === '' ||
    name === 'ALL' ||
    !/^[\p{L}\p{N}]/u.test(name) ||
    CIPHERS.has(name)
  );
}

function checkCiphers(tls: any, problems: Problems): void {
  const suites: string[] = tls.cipherSuites ?? [];
  const isOld = ['TLSV1_0', 'TLSV1_1'].includes(tls.minProtocolVersion);
  if (isOld && suites.length === 0) {
    problems
      .at('minProtocolVersion')
      .warn(
        'TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers.',
      );
  }
  const wrong = new Set(suites.filter(one => !isCipher(one)));
  const twice = new Set(
    suites.filter((one, i) => isCipher(one) && suites.indexOf(one) < i),
  );
  const at = problems.at('cipherSuites');
  if (wrong.size > 0) {
    at.warn(`ignoring invalid cipher suites: [${[...wrong].sort().join(' ')}]`);
  }
  if (twice.size > 0) {
    at.warn(
      `ignoring duplicate cipher suites: [${[...twice].sort().join(' ')}]`,
    );
  }
}

/** Fields that say where a certificate comes from, for Istio's own TLS. */
const NOT_WITH_ISTIO: [field: string, what: string][] = [
  ['serverCertificate', 'server certificate'],
  ['privateKey', 'private key'],
  ['caCertificates', 'CA bundle'],
  ['tlsCertificates', 'tlsCertificates'],
  ['credentialName', 'credentialName'],
  ['credentialNames', 'credentialNames'],
];

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function checkSources(tls: any, problems: Problems): void {
  const sources = [
    tls.serverCertificate && tls.privateKey,
    tls.credentialName,
    tls.credentialNames,
    tls.tlsCertificates,
  ].filter(isSet);
  if (sources.length > 1) {
    problems.error(ONE_SOURCE);
  }
}

function checkFiles(tls: any, problems: Problems): void {
  const mode = modeOf(tls);
  const prefix = mode === 'SIMPLE' ? 'SIMPLE TLS' : 'MUTUAL TLS';
  if (mode !== 'SIMPLE' && !tls.caCertificates) {
    problems.error(`${prefix} requires a client CA bundle`);
  }
  const many = tls.tlsCertificates ?? [];
  if (many.length > 2) {
    problems
      .at('tlsCertificates')
      .warn(`${prefix} can support up to 2 server certificates`);
  }
  for (const one of many.length > 0 ? many : [tls]) {
    if (!one.serverCertificate) {
      problems.error(`${prefix} requires a server certificate`);
    }
    if (!one.privateKey) {
      problems.error(`${prefix} requires a private key`);
    }
  }
}

function checkRevocations(tls: any, problems: Problems): void {
  if (tls.caCrl && tls.credentialName) {
    problems.error(
      'CRL is not supported with credentialName. CRL has to be specified in the credential',
    );
  }
  if (tls.caCrl && modeOf(tls) === 'SIMPLE') {
    problems.error('CRL is not supported with SIMPLE TLS');
  }
}

/** Checks the TLS settings of a server. */
export function checkServerTls(tls: any, problems: Problems): void {
  if (!tls) {
    return;
  }
  checkCiphers(tls, problems);
  const mode = modeOf(tls);
  if (mode === 'ISTIO_MUTUAL') {
    for (const [field, what] of NOT_WITH_ISTIO) {
      if (isSet(tls[field])) {
        problems
          .at(field)
          .error(`ISTIO_MUTUAL TLS cannot have associated ${what}`);
      }
    }
    return;
  }
  const certificates = ['caCrl', ...NOT_WITH_ISTIO.map(([field]) => field)];
  if (isPassThrough(tls) && certificates.some(field => isSet(tls[field]))) {
    problems.warn(
      `${mode} mode does not use certificates, they will be ignored`,
    );
  }
  checkSources(tls, problems);
  if (!TERMINATING.has(mode)) {
    checkRevocations(tls, problems);
    return;
  }
  if (!isSet(tls.credentialName) && !isSet(tls.credentialNames)) {
    checkFiles(tls, problems);
    checkRevocations(tls, problems);
  }
}

import { quoted } from './goText';
import { Problems } from './Problems';

const FROM_CONFIG_MAP = 'configmap://';

function checkConfigMap(
  name: string,
  namespace: string,
  problems: Problems,
): void {
  if (!name.startsWith(FROM_CONFIG_MAP)) {
    return;
  }
  const [, of, key] = /^([^/]*)\/(.*)$/s.exec(
    name.slice(FROM_CONFIG_MAP.length),
  ) ?? ['', '', ''];
  const missing = [
    ...(of === '' ? ['namespace'] : []),
    ...(key === '' ? ['name'] : []),
  ];
  if (missing.length > 0) {
    problems.error(
      `invalid configmap:// credentialName: invalid resource name ${quoted(
        name,
      )}. Expected ${missing.join(' and ')}`,
    );
  } else if (of !== namespace) {
    problems.error(
      `invalid configmap:// credentialName: namespace must match the configuration namespace "${namespace}"`,
    );
  }
}

function checkSkippedVerification(tls: any, problems: Problems): void {
  const { mode, caCertificates, credentialName, subjectAltNames } = tls;
  const others = [caCertificates, subjectAltNames !== undefined];
  if (mode === 'SIMPLE' && [...others, credentialName].some(Boolean)) {
    problems.error(
      'cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true',
    );
  }
  if (mode === 'MUTUAL' && others.some(Boolean)) {
    problems.error(
      'cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true',
    );
  }
}

/** Checks the TLS settings of a client. */
export function checkClientTls(
  tls: any,
  namespace: string,
  problems: Problems,
): void {
  if (!tls) {
    return;
  }
  const { mode, credentialName = '' } = tls;
  const { clientCertificate, privateKey, caCertificates, caCrl } = tls;
  checkConfigMap(credentialName, namespace, problems.at('credentialName'));
  if (tls.insecureSkipVerify) {
    checkSkippedVerification(tls, problems);
  }
  if ((mode === 'SIMPLE' || mode === 'MUTUAL') && credentialName) {
    if (clientCertificate || caCertificates || privateKey || caCrl) {
      problems.error(
        'cannot specify client certificates or CA certificate or CA CRL If credentialName is set',
      );
    }
    return;
  }
  if (mode === 'MUTUAL') {
    if (!clientCertificate) {
      problems.error('client certificate required for mutual tls');
    }
    if (!privateKey) {
      problems.error('private key required for mutual tls');
    }
  }
}

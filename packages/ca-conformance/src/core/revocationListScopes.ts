import * as x509 from '@peculiar/x509';

/**
 * The extension of a list that speaks for certificates of authorities alone: an
 * issuing distribution point (2.5.29.28) with onlyContainsCACerts.
 */
export function authoritiesAlone(): x509.Extension {
  return new x509.Extension(
    '2.5.29.28',
    true,
    Buffer.from('30038201ff', 'hex'),
  );
}

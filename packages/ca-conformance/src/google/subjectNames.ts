import * as x509 from '@peculiar/x509';
import { GoogleError } from './googleError';

/** `SubjectRequestMode`. */
const MODES: Record<string, 'DEFAULT' | 'REFLECTED_SPIFFE' | 'RDN_SEQUENCE'> = {
  0: 'DEFAULT',
  1: 'DEFAULT',
  2: 'REFLECTED_SPIFFE',
  3: 'RDN_SEQUENCE',
  DEFAULT: 'DEFAULT',
  REFLECTED_SPIFFE: 'REFLECTED_SPIFFE',
  RDN_SEQUENCE: 'RDN_SEQUENCE',
};

/** The order of the fields of message `Subject`, whatever the CSR's was. */
const ORDER = ['CN', 'C', 'O', 'OU', 'L', 'ST', 'STREET', 'PostalCode'];

/** The subject of a certificate: of DEFAULT mode in the service's own order. */
export function subjectOf(
  csr: x509.Pkcs10CertificateRequest,
  mode: number | string | undefined,
): x509.Name {
  switch (MODES[mode ?? 0]) {
    case 'RDN_SEQUENCE':
      return csr.subjectName;
    case 'DEFAULT':
      return new x509.Name(
        csr.subjectName
          .toJSON()
          .flatMap(rdn =>
            Object.entries(rdn).flatMap(([type, values]) =>
              values.map(value => ({ type, value })),
            ),
          )
          .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))
          .map(({ type, value }) => ({ [type]: [value] })),
      );
    default:
      throw new GoogleError(
        'INVALID_ARGUMENT',
        `This conformance server does not know subject_mode ${mode}.`,
      );
  }
}

import { CertificateSubject } from '../certificate/names';
import { Fields } from './fields';
import { GetmeshNote } from './GetmeshFile';

const REQUEST = 'certificateParameters.caOptions.certSigningRequestParams';
const SUBJECT = `${REQUEST}.subject`;

/** getmesh's own, used for each part that the file leaves out. */
const DEFAULTS = {
  commonname: 'Istio CA',
  country: ['US'],
  province: ['California'],
  locality: ['Sunnyvale'],
  organization: ['Istio'],
};

function note(
  code: string,
  field: string,
  text: string,
  mend: string,
): GetmeshNote {
  return { code, field, text, mend };
}

function droppedNames(fields: Fields): GetmeshNote[] {
  const dropped = [
    'emailaddresses',
    'ipaddresses',
    'uris',
    'extraextensions',
  ].filter(name => fields.at(`${REQUEST}.${name}`) !== undefined);
  return dropped.map(name =>
    note(
      'names-not-taken',
      `${REQUEST}.${name}`,
      `${name} is not taken over: nothing reads it in an intermediate of istiod.`,
      'Leave it out.',
    ),
  );
}

/** The names that the file asks for, with getmesh's defaults. */
export function subjectOf(fields: Fields): {
  subject: CertificateSubject;
  dnsNames: string[];
  notes: GetmeshNote[];
} {
  const list = (name: keyof typeof DEFAULTS) => {
    const given = fields.texts(`${SUBJECT}.${name}`);
    return given.length ? given : [DEFAULTS[name]].flat();
  };
  const units = fields.texts(`${SUBJECT}.organizationalunit`);
  const misspelt = fields.texts(`${SUBJECT}.organizationunit`);
  const country = list('country');
  country
    .filter(one => !/^[A-Za-z]{2}$/.test(one))
    .forEach(one =>
      fields.problem(
        `${SUBJECT}.country`,
        `${one} is no code of two letters. Write GB, for instance.`,
      ),
    );
  const organizationalUnit = units.length ? units : misspelt;
  const dnsNames = fields.texts(`${REQUEST}.dnsnames`);
  return {
    subject: {
      commonName: fields.text(`${SUBJECT}.commonname`) ?? DEFAULTS.commonname,
      country,
      province: list('province'),
      locality: list('locality'),
      organization: list('organization'),
      ...(organizationalUnit.length && { organizationalUnit }),
    },
    dnsNames: dnsNames.length ? dnsNames : ['ca.istio.io'],
    notes: [
      ...(misspelt.length
        ? [
            note(
              'organization-unit-dropped',
              `${SUBJECT}.organizationunit`,
              'getmesh knows no organizationunit, though its documentation writes it so: its certificates have no organizational unit.',
              units.length
                ? 'organizationalunit is taken; remove the other.'
                : 'It is taken as the organizational unit here; remove it to get the name that getmesh made.',
            ),
          ]
        : []),
      ...(fields.at(SUBJECT) !== undefined
        ? [
            note(
              'subject-emptied',
              SUBJECT,
              'getmesh empties country, province, locality, organization and organizational unit on every run from the command line: certificates it made have the common name alone.',
              'Compare with the certificate that is in use; here every part is kept.',
            ),
          ]
        : []),
      ...droppedNames(fields),
    ],
  };
}

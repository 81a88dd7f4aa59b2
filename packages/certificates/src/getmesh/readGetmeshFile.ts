import { InputError } from '@backstage/errors';
import { parseDocument } from 'yaml';
import { CaKeyType } from '../keys/keyTypes';
import { Fields } from './fields';
import { GetmeshFile, GetmeshNote } from './GetmeshFile';
import { providerOf } from './providers';
import { subjectOf } from './subject';

const LONGEST = 64 * 1024;
const SECRET = 'certificateParameters.secretOptions';
const OPTIONS = 'certificateParameters.caOptions';

/** The names that getmesh knows, by the path of what holds them. */
const KNOWN: Record<string, string[]> = {
  '': [
    'providerName',
    'disableSecretCreation',
    'providerConfig',
    'certificateParameters',
  ],
  providerConfig: ['aws', 'gcp'],
  'providerConfig.aws': ['signingCAArn', 'templateArn', 'signingAlgorithm'],
  'providerConfig.gcp': ['casCAName', 'maxIssuerPathLen'],
  certificateParameters: ['secretOptions', 'caOptions'],
  [SECRET]: [
    'istioCANamespace',
    'secretFilePath',
    'overrideExistingCACertsSecret',
  ],
  [OPTIONS]: ['validityDays', 'keyLength', 'certSigningRequestParams'],
};

const KEY_TYPES: Record<number, CaKeyType | undefined> = {
  2048: 'RSA-2048',
  4096: 'RSA-4096',
};

function unknownNotes(fields: Fields): GetmeshNote[] {
  return Object.entries(KNOWN).flatMap(([path, known]) =>
    fields.unknownNames(path, known).map(name => ({
      code: 'unknown-field',
      field: path ? `${path}.${name}` : name,
      text: `getmesh knows no ${name} here and passes over it, as is done now.`,
      mend: 'Check its spelling, or remove it.',
    })),
  );
}

function secretNotes(fields: Fields): GetmeshNote[] {
  return [
    ...(fields.flag('disableSecretCreation')
      ? [
          {
            code: 'secret-creation-ignored',
            field: 'disableSecretCreation',
            text: 'getmesh overwrites this field by its flag and writes the Secret all the same.',
            mend: 'Nothing: here nothing is written before somebody approves it.',
          },
        ]
      : []),
    ...(fields.text(`${SECRET}.secretFilePath`)
      ? [
          {
            code: 'secret-file',
            field: `${SECRET}.secretFilePath`,
            text: 'getmesh writes the private key into this file in plain text.',
            mend: 'Look for the file and delete it; here the key is in the Secret alone.',
          },
        ]
      : []),
    ...(fields.flag(`${SECRET}.overrideExistingCACertsSecret`)
      ? [
          {
            code: 'delete-and-create',
            field: `${SECRET}.overrideExistingCACertsSecret`,
            text: 'getmesh deletes the Secret and creates it anew: an istiod that starts in between makes a root of its own.',
            mend: 'Nothing: here the Secret is replaced in one write.',
          },
        ]
      : []),
    {
      code: 'plain-key-file',
      field: SECRET,
      text: 'getmesh has left the private key of every run in plain YAML below ~/.getmesh/secret, with the namespace istio-namespace.',
      mend: 'Delete those files where getmesh ran; have a new intermediate issued, since others may have read them.',
    },
  ];
}

function lifeNotes(
  { validityDays, keyLength }: Pick<GetmeshFile, 'validityDays' | 'keyLength'>,
  provider: string,
): GetmeshNote[] {
  return [
    ...(provider === 'gcp'
      ? [
          {
            code: 'days-as-years',
            field: `${OPTIONS}.validityDays`,
            text: `getmesh asks Google for ${validityDays} years in place of ${validityDays} days; Google cuts that off at the end of the authority.`,
            mend: `Here it is ${validityDays} days.`,
          },
        ]
      : []),
    ...(validityDays > 365
      ? [
          {
            code: 'long-life',
            field: `${OPTIONS}.validityDays`,
            text: `${validityDays} days are long for a key that lies in a cluster.`,
            mend: 'Ask for 90 days to a year, with renewals approved in advance.',
          },
        ]
      : []),
    ...(KEY_TYPES[keyLength]
      ? []
      : [
          {
            code: 'key-length',
            field: `${OPTIONS}.keyLength`,
            text: `RSA keys of ${keyLength} bits are not offered.`,
            mend: 'Choose P-256, or RSA of 2048 or 4096 bits.',
          },
        ]),
  ];
}

/**
 * Reads a configuration file of `getmesh gen-ca`, of either provider, and names
 * what getmesh is known to do wrong with it.
 *
 * @throws InputError with a line `field: what is wrong and how to mend it` for
 * each field that is wrong
 */
export function readGetmeshFile(yaml: string): GetmeshFile {
  if (yaml.length > LONGEST) {
    throw new InputError(
      `The file has more than ${
        LONGEST / 1024
      } KB. Give the configuration file of getmesh gen-ca alone.`,
    );
  }
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (error) {
    throw new InputError(
      `The file is no YAML: ${error.message.split('\n')[0]}`,
    );
  }
  const content: unknown = document.toJS();
  if (!content || typeof content !== 'object' || Array.isArray(content)) {
    throw new InputError(
      'The file is no configuration of getmesh gen-ca. It begins with providerName.',
    );
  }
  const fields = new Fields(content);
  const provider = providerOf(fields);
  const { subject, dnsNames, notes } = subjectOf(fields);
  const namespace = fields.text(`${SECRET}.istioCANamespace`) ?? 'istio-system';
  const validityDays = fields.wholeNumber(`${OPTIONS}.validityDays`, 1) ?? 3650;
  const keyLength = fields.wholeNumber(`${OPTIONS}.keyLength`, 1) ?? 2048;
  const secret = secretNotes(fields);
  if (!provider || fields.problems.length) {
    throw new InputError([...new Set(fields.problems)].join('\n'));
  }
  return {
    ...provider,
    namespace,
    validityDays,
    keyLength,
    ...(KEY_TYPES[keyLength] && { keyType: KEY_TYPES[keyLength] }),
    subject,
    dnsNames,
    notes: [
      ...provider.notes,
      ...lifeNotes({ validityDays, keyLength }, provider.provider),
      ...notes,
      ...secret,
      ...unknownNotes(fields),
    ],
  };
}

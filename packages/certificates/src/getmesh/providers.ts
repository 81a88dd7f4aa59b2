import { Fields } from './fields';
import { GetmeshFile, GetmeshNote } from './GetmeshFile';

const AWS = 'providerConfig.aws';
const GCP = 'providerConfig.gcp';
const AUTHORITY_ARN =
  /^arn:(aws[a-z-]*):acm-pca:([a-z0-9-]+):(\d{12}):certificate-authority\/[A-Za-z0-9-]+$/;
const TEMPLATE_ARN = /^arn:(aws[a-z-]*):acm-pca:::template\/([^/]+)\/V\d+$/;
const CAS_NAME =
  /^projects\/[^/]+\/locations\/[^/]+\/(caPools\/[^/]+\/)?certificateAuthorities\/[^/]+$/;
const DEFAULT_TEMPLATE =
  'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1';
const DEFAULT_ALGORITHM = 'SHA256WITHRSA';

type ProviderPart = Pick<
  GetmeshFile,
  | 'provider'
  | 'authority'
  | 'templateArn'
  | 'signingAlgorithm'
  | 'maxIssuerPathLength'
  | 'notes'
>;

function templateNotes(template: string, partition: string): GetmeshNote[] {
  const field = `${AWS}.templateArn`;
  const [, ownPartition, name] = TEMPLATE_ARN.exec(template)!;
  return [
    ...(ownPartition !== partition
      ? [
          {
            code: 'template-partition',
            field,
            text: `The template is of the partition ${ownPartition}, the authority of ${partition}: getmesh does not derive it, and AWS refuses the call.`,
            mend: 'Nothing: here the template comes from the authority.',
          },
        ]
      : []),
    ...(name !== 'SubordinateCACertificate_PathLen0'
      ? [
          {
            code: 'template-not-taken',
            field,
            text: `The template ${name} is not taken over: istiod needs SubordinateCACertificate_PathLen0, which signs workloads and no further authorities.`,
            mend: 'Nothing, unless another path length is wanted; ask for that in the request.',
          },
        ]
      : []),
  ];
}

function awsPart(fields: Fields): ProviderPart {
  const authority = fields.text(`${AWS}.signingCAArn`) ?? '';
  const [, partition] = AUTHORITY_ARN.exec(authority) ?? [];
  if (!partition) {
    fields.problem(
      `${AWS}.signingCAArn`,
      'is not the ARN of a private CA. Write arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID.',
    );
  }
  const templateArn = fields.text(`${AWS}.templateArn`) ?? DEFAULT_TEMPLATE;
  if (!TEMPLATE_ARN.test(templateArn)) {
    fields.problem(
      `${AWS}.templateArn`,
      `is not the ARN of a template. Leave it out, or write ${DEFAULT_TEMPLATE}.`,
    );
  }
  const signingAlgorithm =
    fields.text(`${AWS}.signingAlgorithm`) ?? DEFAULT_ALGORITHM;
  return {
    provider: 'aws',
    authority,
    templateArn,
    signingAlgorithm,
    notes: [
      ...(partition && TEMPLATE_ARN.test(templateArn)
        ? templateNotes(templateArn, partition)
        : []),
      ...(/RSA$/.test(signingAlgorithm)
        ? [
            {
              code: 'signing-algorithm',
              field: `${AWS}.signingAlgorithm`,
              text: `getmesh asks for ${signingAlgorithm} whatever the authority's key is: with an elliptic one AWS refuses.`,
              mend: 'Nothing: here the algorithm comes from the authority.',
            },
          ]
        : []),
    ],
  };
}

function gcpPart(fields: Fields): ProviderPart {
  const field = `${GCP}.casCAName`;
  const authority = fields.text(field) ?? '';
  const match = CAS_NAME.exec(authority);
  if (!match) {
    fields.problem(
      field,
      'is not the name of a certificate authority. Write projects/P/locations/L/caPools/POOL/certificateAuthorities/CA.',
    );
  }
  return {
    provider: 'gcp',
    authority,
    maxIssuerPathLength: fields.wholeNumber(`${GCP}.maxIssuerPathLen`, 0) ?? 0,
    notes: [
      ...(match && !match[1]
        ? [
            {
              code: 'authority-without-pool',
              field,
              text: 'The name has no pool, as in the v1beta1 that getmesh speaks; Google has taken that out of service for v1.',
              mend: 'Choose the configured authority whose pool holds it now.',
            },
          ]
        : []),
      {
        code: 'wide-usages',
        field: GCP,
        text: 'getmesh lets Google issue with keyEncipherment, keyAgreement and four extended key usages, codeSigning among them.',
        mend: 'Nothing: here an intermediate may sign certificates and revocation lists alone.',
      },
      {
        code: 'issuing-ca-as-root',
        field: GCP,
        text: 'getmesh writes the issuing authority into root-cert.pem, also when it is below a root: strict verifiers then refuse every workload.',
        mend: 'Look at the roots in use: putting the true root in is a change of roots.',
      },
    ],
  };
}

/** The provider's part of the file; where there are two blocks, AWS's, as in getmesh. */
export function providerOf(fields: Fields): ProviderPart | undefined {
  const name = fields.text('providerName');
  if (name !== 'aws' && name !== 'gcp') {
    fields.problem(
      'providerName',
      name
        ? `${name} is none of aws and gcp, in small letters. Correct it.`
        : 'is missing. Write aws or gcp.',
    );
    return undefined;
  }
  const both = fields.at(AWS) !== undefined && fields.at(GCP) !== undefined;
  const isAws =
    both ||
    fields.at(AWS) !== undefined ||
    (name === 'aws' && fields.at(GCP) === undefined);
  const part = isAws ? awsPart(fields) : gcpPart(fields);
  const differs = part.provider !== name;
  return {
    ...part,
    notes: [
      ...(both || differs
        ? [
            {
              code: both ? 'both-providers' : 'provider-name-ignored',
              field: both ? 'providerConfig' : 'providerName',
              text: both
                ? `Both providers are configured; getmesh takes aws whatever providerName (${name}) says.`
                : `providerName says ${name}, but the configuration is ${part.provider}'s, which getmesh takes.`,
              mend: `${part.provider} is taken here too; remove the other.`,
            },
          ]
        : []),
      ...part.notes,
    ],
  };
}

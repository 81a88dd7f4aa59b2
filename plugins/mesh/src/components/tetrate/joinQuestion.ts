import { TetrateJoinQuestion } from '@meshport/backstage-plugin-mesh-common';
import { withoutAbsent } from '../egress/form/formValues';
import { splitList } from '../egress/form/lists';
import { pairsOf } from './form/ruleValues';

/** What shows who a machine is. */
export type Proof = 'ec2' | 'ecs' | 'jwt';

interface QuestionField {
  name:
    | 'account'
    | 'region'
    | 'zone'
    | 'role'
    | 'ecsCluster'
    | 'issuer'
    | 'subject'
    | 'attributes';
  isRequired?: boolean;
  placeholder?: string;
}

const PLACE: QuestionField[] = [
  { name: 'account', isRequired: true, placeholder: '123456789012' },
  { name: 'region', placeholder: 'us-east-2' },
  { name: 'zone', placeholder: 'us-east-2b' },
];

/** What is asked of each. */
export const QUESTION_FIELDS: Record<Proof, QuestionField[]> = {
  ec2: [...PLACE, { name: 'role' }],
  ecs: [...PLACE, { name: 'ecsCluster' }, { name: 'role' }],
  jwt: [
    { name: 'issuer', isRequired: true, placeholder: 'https://id.example.org' },
    { name: 'subject', isRequired: true },
    { name: 'attributes' },
  ],
};

/** The question that the fields make. */
export function questionOf(
  kind: Proof,
  values: Record<string, string>,
): TetrateJoinQuestion {
  const text = (name: QuestionField['name']) =>
    values[name]?.trim() || undefined;
  if (kind === 'jwt') {
    const pairs = pairsOf(splitList(values.attributes ?? '')).filter(
      ([, value]) => value,
    );
    return {
      jwt: withoutAbsent({
        issuer: text('issuer') ?? '',
        subject: text('subject') ?? '',
        attributes: pairs.length ? Object.fromEntries(pairs) : undefined,
      }),
    };
  }
  return {
    aws: withoutAbsent({
      account: text('account') ?? '',
      region: text('region'),
      zone: text('zone'),
      [kind]: withoutAbsent({
        cluster: kind === 'ecs' ? text('ecsCluster') : undefined,
        iamRoleName: text('role'),
      }),
    }),
  };
}

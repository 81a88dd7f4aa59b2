import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const example = (input: object) =>
  stringify({
    steps: [
      {
        id: 'issue',
        action: 'mesh:certificateAuthority:issue',
        name: 'Ask for the intermediate',
        input,
      },
    ],
  });

export const examples: TemplateExample[] = [
  {
    description: 'Have the authority named local issue for the istiod of east',
    example: example({
      authority: 'local',
      cluster: 'east',
      reason: 'The mesh gets a root of its own.',
    }),
  },
  {
    description:
      'A key on P-384 for half a year, with renewals that are approved together with it',
    example: example({
      authority: 'corporate',
      cluster: 'west',
      namespace: 'istio-system',
      keyType: 'P-384',
      validityDays: 180,
      renewals: 'inAdvance',
    }),
  },
];

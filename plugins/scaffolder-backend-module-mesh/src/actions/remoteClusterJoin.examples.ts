import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const example = (input: object) =>
  stringify({
    steps: [
      {
        id: 'join',
        action: 'mesh:remoteCluster:join',
        name: 'Ask for the remote cluster',
        input,
      },
    ],
  });

export const examples: TemplateExample[] = [
  {
    description: 'Have the istiods of east read west',
    example: example({
      primary: 'east',
      remote: 'west',
      reason: 'Bookinfo moves to west, half by half.',
    }),
  },
  {
    description: 'The same with a token that ends and is renewed',
    example: example({ primary: 'east', remote: 'west', token: 'rotating' }),
  },
];

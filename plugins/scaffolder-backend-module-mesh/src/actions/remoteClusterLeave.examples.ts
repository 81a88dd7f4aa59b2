import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Have the istiods of east read west no more',
    example: stringify({
      steps: [
        {
          id: 'leave',
          action: 'mesh:remoteCluster:leave',
          name: 'Ask for the leaving',
          input: {
            primary: 'east',
            remote: 'west',
            reason: 'West is switched off.',
          },
        },
      ],
    }),
  },
];

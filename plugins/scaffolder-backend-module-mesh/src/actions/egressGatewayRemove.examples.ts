import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a gateway that nobody uses any more',
    example: stringify({
      steps: [
        {
          id: 'remove',
          action: 'mesh:egressGateway:remove',
          name: 'Remove the gateway',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'httpbin-out',
          },
        },
      ],
    }),
  },
];

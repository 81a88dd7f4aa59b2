import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Call a host through a gateway as the service account reviews',
    example: stringify({
      steps: [
        {
          id: 'test',
          action: 'mesh:egressGateway:test',
          name: 'Try the gateway',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'httpbin-out',
            serviceAccount: 'reviews',
            path: '/status/200',
            waitSeconds: 5,
          },
        },
      ],
    }),
  },
];

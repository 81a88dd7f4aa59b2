import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Ask for machines of a component to join beside its pods, and say why',
    example: stringify({
      steps: [
        {
          id: 'request',
          action: 'mesh:virtualMachine:request',
          name: 'Ask for the machines',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'ratings-vm',
            machines: {
              app: 'ratings',
              ports: [{ name: 'http', number: 9080 }],
              probe: { httpGet: { path: '/health', port: 9080 } },
              service: { kind: 'Service', name: 'ratings' },
            },
            component: 'component:default/ratings',
            reason:
              'The database driver of ratings runs on bare machines only.',
          },
        },
      ],
    }),
  },
];

import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Apply a gateway that opens TLS for calls to httpbin.org and wait for it',
    example: stringify({
      steps: [
        {
          id: 'apply',
          action: 'mesh:egressGateway:apply',
          name: 'Apply the gateway',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'httpbin-out',
            host: 'httpbin.org',
          },
        },
      ],
    }),
  },
  {
    description:
      'Apply a gateway of two pods for another namespace of clients, without waiting',
    example: stringify({
      steps: [
        {
          id: 'apply',
          action: 'mesh:egressGateway:apply',
          name: 'Apply the gateway',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'payments-out',
            host: 'api.example.org',
            protocol: 'TLS-PASSTHROUGH',
            port: 8443,
            clientNamespaces: ['checkout'],
            component: 'component:default/ratings',
            owner: 'group:default/team-ratings',
            replicas: 2,
            waitSeconds: 0,
          },
        },
      ],
    }),
  },
];

import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Ask for an egress gateway for a component, and say why',
    example: stringify({
      steps: [
        {
          id: 'request',
          action: 'mesh:request:create',
          name: 'Ask for the gateway',
          input: {
            kind: 'egress-gateway',
            beneficiary: 'component:default/ratings',
            reason: 'The new payment provider is outside the mesh.',
            parameters: {
              cluster: 'east',
              gateway: {
                namespace: 'bookinfo',
                name: 'httpbin-out',
                host: 'httpbin.org',
                protocol: 'TLS-ORIGINATION',
              },
            },
          },
        },
      ],
    }),
  },
  {
    description:
      'Ask for an egress gateway and wait two minutes for it where no approval is needed',
    example: stringify({
      steps: [
        {
          id: 'request',
          action: 'mesh:request:create',
          name: 'Ask for the gateway',
          input: {
            kind: 'egress-gateway',
            waitForReady: 120,
            parameters: {
              cluster: 'east',
              gateway: {
                namespace: 'bookinfo',
                name: 'payments-out',
                host: 'api.example.org',
                protocol: 'TLS-PASSTHROUGH',
              },
            },
          },
        },
      ],
    }),
  },
];

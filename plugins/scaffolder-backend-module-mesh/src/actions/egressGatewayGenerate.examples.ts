import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Write the manifests of a gateway that opens TLS for calls to httpbin.org',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'mesh:egressGateway:generate',
          name: 'Write the manifests',
          input: {
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
      'Write them to a folder of choice, for services that speak TLS themselves in two namespaces',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'mesh:egressGateway:generate',
          name: 'Write the manifests',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'payments-out',
            host: 'api.example.org',
            protocol: 'TLS-PASSTHROUGH',
            port: 8443,
            clientNamespaces: ['checkout', 'orders'],
            component: 'component:default/ratings',
            owner: 'group:default/team-ratings',
            path: 'clusters/east/payments-out',
          },
        },
      ],
    }),
  },
];

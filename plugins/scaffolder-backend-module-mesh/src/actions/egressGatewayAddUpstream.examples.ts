import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Have a gateway lead to a second host, too',
    example: stringify({
      steps: [
        {
          id: 'add',
          action: 'mesh:egressGateway:addUpstream',
          name: 'Add the host',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'httpbin-out',
            upstream: { host: 'api.example.org', protocol: 'TLS-PASSTHROUGH' },
            waitSeconds: 0,
          },
        },
      ],
    }),
  },
];

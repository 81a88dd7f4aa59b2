import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Write the manifests for machines that answer under a Service of their own, with a health check',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'mesh:virtualMachine:generate',
          name: 'Write the manifests',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'ratings-vm',
            machines: {
              ports: [{ name: 'http', number: 9080 }],
              probe: { httpGet: { path: '/health', port: 9080 } },
              service: { kind: 'Service', name: 'ratings' },
            },
          },
        },
      ],
    }),
  },
  {
    description:
      'Write them to a folder of choice, for machines on another network that take a tenth of the calls',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'mesh:virtualMachine:generate',
          name: 'Write the manifests',
          input: {
            cluster: 'east',
            namespace: 'bookinfo',
            name: 'ratings-vm',
            machines: {
              app: 'ratings',
              network: 'on-premises',
              ports: [{ name: 'http', number: 9080 }],
              service: { kind: 'existing', name: 'ratings' },
              subsets: {},
              machinesPercent: 10,
            },
            component: 'component:default/ratings',
            owner: 'group:default/team-ratings',
            path: 'clusters/east/ratings-vm',
          },
        },
      ],
    }),
  },
];

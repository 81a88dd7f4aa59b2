import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Read the gateways of a fetched IstioOperator file',
    example: stringify({
      steps: [
        {
          id: 'read',
          action: 'mesh:egressGateway:takeOver',
          name: 'Read the gateways',
          input: { path: 'istio/operator.yaml', pattern: 'helm' },
        },
      ],
    }),
  },
];

import {
  FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const load = () => import('./components/egress/form/fields');

type Fields = Awaited<ReturnType<typeof load>>;

function formField(name: string, exportName: keyof Fields) {
  return FormFieldBlueprint.make({
    name,
    params: {
      field: (): Promise<FormField> =>
        load().then(fields => fields[exportName]),
    },
  });
}

/** The form fields of the templates for egress gateways; discovery is enough for them too. */
export const egressFormFields = [
  formField('namespace-picker', 'meshNamespacePickerField'),
  formField('egress-pattern', 'meshEgressPatternField'),
  formField('egress-upstreams', 'meshEgressUpstreamsField'),
  formField('egress-upstream', 'meshEgressUpstreamField'),
  formField('egress-access', 'meshEgressAccessField'),
  formField('egress-options', 'meshEgressOptionsField'),
  formField('egress-gateway-picker', 'meshEgressGatewayPickerField'),
  formField('egress-review', 'meshEgressReviewField'),
];

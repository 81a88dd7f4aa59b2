import { formFieldsOf } from './formField';

const formField = formFieldsOf(() => import('./components/egress/form/fields'));

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

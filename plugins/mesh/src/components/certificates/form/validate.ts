import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { CaFormData, CaIssuanceValue, caParameters } from './caForm';
import { kindOf } from './MeshCaReview';

/** Cluster and authority have to be chosen. */
export const validateIssuance: CustomFieldValidator<CaIssuanceValue, any> = (
  value,
  validation,
) => {
  if (!value?.cluster || !value.authority) {
    validation.addError('Choose a cluster and an authority');
  }
};

/** Lets nobody go on with what the backend would refuse. */
export const validateReview: CustomFieldValidator<string, any> = async (
  _value,
  validation,
  context,
) => {
  const api = context.apiHolder.get(meshRequestsApiRef);
  const form = context.formData as CaFormData;
  try {
    await api?.plan({ kind: kindOf(form), parameters: caParameters(form) });
  } catch (error) {
    messageOf(error as Error)
      .split('\n')
      .filter(Boolean)
      .forEach(line => validation.addError(line));
  }
};

import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { RemoteFormData, RemotePair, remoteParameters } from './remoteForm';

/** Both clusters have to be chosen. */
export const validatePair: CustomFieldValidator<RemotePair, any> = (
  value,
  validation,
) => {
  if (!value?.primary || !value.remote) {
    validation.addError('Choose both clusters');
  }
};

/** Lets nobody go on with what the backend would refuse. */
export const validateReview: CustomFieldValidator<string, any> = async (
  _value,
  validation,
  context,
) => {
  const api = context.apiHolder.get(meshRequestsApiRef);
  const form = context.formData as RemoteFormData;
  const kind = context.uiSchema?.['ui:options']?.kind as string;
  try {
    await api?.plan({ kind, parameters: remoteParameters(kind, form) });
  } catch (error) {
    messageOf(error as Error)
      .split('\n')
      .filter(Boolean)
      .forEach(line => validation.addError(line));
  }
};

import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { MeshEgressApi } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../../answers/failures';
import { meshEgressApiRef } from '../../../api';
import { problemText } from './problemText';
import { previewOf } from './previewOf';
import { EgressFormData } from './types';

/**
 * Lets nobody go on with a gateway that cannot be made as it is asked for: every
 * problem names its field, and so does a permission that is missing.
 */
export const validateReview: CustomFieldValidator<string, any> = async (
  _value,
  validation,
  context,
) => {
  const form = context.formData as EgressFormData;
  const api = context.apiHolder.get(meshEgressApiRef) as MeshEgressApi;
  let preview: Awaited<ReturnType<typeof previewOf>>;
  try {
    preview = await previewOf(api, form);
  } catch (error) {
    validation.addError(
      `It could not be checked: ${messageOf(error as Error)}`,
    );
    return;
  }
  if ('missing' in preview) {
    validation.addError(
      preview.missing === 'input' && preview.why
        ? preview.why
        : `Choose the ${
            preview.missing === 'cluster' ? 'cluster' : 'gateway'
          } first.`,
    );
    return;
  }
  preview.problems.forEach(problem =>
    validation.addError(problemText(problem)),
  );
  if (form.delivery === 'apply') {
    preview.permissions
      .filter(({ allowed }) => !allowed)
      .forEach(({ message }) => validation.addError(message));
    if (preview.approval?.needed) {
      validation.addError(
        'A policy wants somebody to approve it first. Go back and choose “Ask for it”.',
      );
    }
  }
};

import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { meshEgressApiRef } from '../../../api';
import { isOfField, problemText } from './problemText';
import { previewOf } from './previewOf';
import { EgressFormData } from './types';

/**
 * A validator that asks the backend, which knows the cluster, and tells the
 * problems of some fields; each names its field. That the backend cannot be
 * asked is a problem of the review, where everything is asked again, so no page
 * before it is held up by that.
 *
 * @param fields - fields of `EgressGatewayInput` that belong to the form's field
 */
export function validateByPreview(
  fields: string[],
): CustomFieldValidator<any, any> {
  return async (_value, validation, context) => {
    const form = context.formData as EgressFormData;
    const api = context.apiHolder.get(meshEgressApiRef as any) as any;
    if (!api) {
      return;
    }
    const preview = await previewOf(api, form).catch(() => undefined);
    if (!preview || 'missing' in preview) {
      return;
    }
    preview.problems
      .filter(problem => isOfField(problem.field, fields))
      .forEach(problem => validation.addError(problemText(problem)));
  };
}

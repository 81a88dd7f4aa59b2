import { InputError } from '@backstage/errors';
import { OldRemoteValues } from '@meshport/backstage-plugin-mesh-common';
import { mapOldRemoteValues, OldValuesError } from '@meshport/istio';

/** Today's values for those of the chart `istio-remote`; throws `InputError`. */
export function mapOldValues(text: string): OldRemoteValues {
  try {
    return mapOldRemoteValues(text);
  } catch (error) {
    if (error instanceof OldValuesError) {
      throw new InputError(`values: ${error.message}`);
    }
    throw error;
  }
}

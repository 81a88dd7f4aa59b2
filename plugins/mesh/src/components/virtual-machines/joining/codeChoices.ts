import {
  CreateEnrolmentCode,
  EnrolmentCodes,
  EnrolmentForm,
  VmBundleRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { withoutAbsent } from '../../egress/form/formValues';

/** Which of the machine's addresses others reach it at. */
export type AddressKind = 'own' | 'internal' | 'external';

/** What a person chose for a code or a bundle. */
export interface CodeChoices {
  form?: EnrolmentForm;
  minutes?: number;
  uses?: number;
  cidr?: string;
  addressKind?: AddressKind;
  address?: string;
  keepsDns?: boolean;
  machineName?: string;
  machineAddress?: string;
}

/** The body of a request for a bundle; what goes without saying is left out. */
export function bundleOf(
  choices: CodeChoices,
  { machineNeeded }: Pick<EnrolmentCodes, 'machineNeeded'>,
): VmBundleRequest {
  const { addressKind, address, keepsDns } = choices;
  return withoutAbsent({
    internalIP: addressKind === 'internal' ? address : undefined,
    externalIP: addressKind === 'external' ? address : undefined,
    captureDNS: keepsDns ? false : undefined,
    machine: machineNeeded
      ? {
          name: choices.machineName ?? '',
          address: choices.machineAddress ?? '',
        }
      : undefined,
  });
}

/** The body of a request for a code. */
export function codeOf(
  choices: CodeChoices,
  codes: Pick<EnrolmentCodes, 'machineNeeded'>,
): CreateEnrolmentCode {
  const { form, minutes, uses, cidr } = choices;
  return withoutAbsent({
    ...bundleOf(choices, codes),
    form: form === 'line' ? undefined : form,
    minutes,
    uses: form && form !== 'line' ? uses : undefined,
    cidr,
  });
}

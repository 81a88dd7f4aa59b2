import type { EnrolmentForm } from '@meshport/backstage-plugin-mesh-common';
import { ansiblePlaybook } from './ansiblePlaybook';
import { cloudConfig } from './cloudConfig';
import { EnrolmentCall } from './enrolmentCall';

/**
 * The text by which machines join without a person at their terminal.
 *
 * Cloud-init's holds the code, since there is nobody to ask; Ansible's asks for
 * it when it is run, so that it rests in no file.
 *
 * @param of - `line`: where the portal is and for which request; `code`: the
 * code, which goes nowhere but into the text.
 */
export function enrolmentForms(of: {
  form: Exclude<EnrolmentForm, 'line'>;
  line: EnrolmentCall;
  code: string;
}): string {
  return of.form === 'cloud-init'
    ? cloudConfig(of.line, of.code)
    : ansiblePlaybook(of.line);
}

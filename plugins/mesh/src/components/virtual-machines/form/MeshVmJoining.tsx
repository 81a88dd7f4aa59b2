import { ReactNode } from 'react';
import { MachineChoices } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { formDataOf } from '../../egress/form/formContext';
import { FormPart } from '../../egress/form/FormPart';
import { UnreadChoices } from '../../egress/form/UnreadChoices';
import styles from '../../egress/form/form.module.css';
import { CaptureFields } from './CaptureFields';
import { IdentityFields } from './IdentityFields';
import { NetworkFields } from './NetworkFields';
import { NamespaceFields, PlaceFields, ShareFields } from './PlaceFields';
import { MeshVmJoiningProps } from './schemas';
import { VmFormData, VmJoining } from './types';
import { useMachineChoices } from './useMachineChoices';

/** What a part of the field works with. */
export interface JoiningPart {
  joining: VmJoining;
  set: (next: Partial<VmJoining>) => void;
  form: Partial<VmFormData>;
  choices?: MachineChoices;
  isDisabled?: boolean;
  /** Whether the template asks for it. */
  offers: (name: keyof VmJoining) => boolean;
}

/** A form field for how the machines join; what is seldom needed is folded away. */
export function MeshVmJoining(props: MeshVmJoiningProps) {
  const { onChange, disabled, uiSchema } = props;
  const { t } = useWords();
  const form = formDataOf<VmFormData>(props);
  const read = useMachineChoices(form);
  const joining = (props.formData ?? {}) as VmJoining;
  const without = uiSchema?.['ui:options']?.without ?? [];
  const part: JoiningPart = {
    joining,
    set: next =>
      onChange(
        Object.fromEntries(
          Object.entries({ ...joining, ...next }).filter(
            ([, one]) => one !== undefined,
          ),
        ),
      ),
    form,
    choices: read.value,
    isDisabled: disabled,
    offers: name => !without.includes(name),
  };
  return (
    <FormPart>
      {(read.error || !read.value) && form.cluster && (
        <UnreadChoices read={read} what={t('vmForm.network.reading')} />
      )}
      <NetworkFields {...part} />
      <Folded title={t('vmForm.identity.title')}>
        <IdentityFields {...part} />
      </Folded>
      {part.offers('withoutCapture') && (
        <Folded title={t('vmForm.capture.title')}>
          <CaptureFields {...part} />
        </Folded>
      )}
      {part.offers('subsets') && (
        <Folded title={t('vmForm.share.title')}>
          <ShareFields {...part} />
        </Folded>
      )}
      <Folded title={t('vmForm.place.title')}>
        <PlaceFields {...part} />
      </Folded>
      {part.offers('createNamespace') && (
        <Folded title={t('vmForm.newNamespace.title')}>
          <NamespaceFields {...part} />
        </Folded>
      )}
    </FormPart>
  );
}

function Folded(props: { title: string; children: ReactNode }) {
  return (
    <details className={styles.more}>
      <summary>{props.title}</summary>
      <div className={styles.fields}>{props.children}</div>
    </details>
  );
}

import { useCallback } from 'react';
import { Alert, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { ClusterSummary } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../answers/failures';
import { LoadAnswer, useMeshAnswer } from '../../answers/useMeshAnswer';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { TryAgain } from '../frame/ErrorState';
import { StatusIcon } from '../parts/StatusIcon';
import { ClusterChoice, listChoices } from './clusterChoices';
import { MeshClusterPickerProps } from './schema';
import styles from './picker.module.css';

/** A form field that offers the clusters of the mesh and gives a cluster's name. */
export function MeshClusterPicker(props: MeshClusterPickerProps) {
  const { formData, onChange, required, disabled, rawErrors } = props;
  const { schema, uiSchema } = props;
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const load = useCallback<LoadAnswer<ClusterSummary>>(
    signal => api.getClusters({ signal }),
    [api],
  );
  const { answer, error, retry, retrying } = useMeshAnswer(load);

  if (error && !answer) {
    const message = messageOf(error);
    return (
      <Alert
        status="danger"
        icon
        title={
          isForbidden(error)
            ? t('clusterPicker.forbidden', { message })
            : t('clusterPicker.error', { message })
        }
        customActions={<TryAgain onPress={retry} isPending={retrying} />}
      />
    );
  }
  if (answer?.items.length === 0) {
    return <Alert status="warning" icon title={t('clusterPicker.none')} />;
  }

  const choices = answer
    ? listChoices(answer, uiSchema?.['ui:options']?.allowReadOnly ?? false)
    : [];
  const describe = ({ readOnly, state }: ClusterChoice) =>
    readOnly ? t('clusterPicker.readOnly') : t(`clusterPicker.state.${state}`);
  const unknownValue =
    answer && formData && !choices.some(({ name }) => name === formData);
  const noneOpen = answer && !choices.some(({ open }) => open);

  return (
    <>
      <Select
        className={styles.picker}
        label={schema.title ?? t('clusterPicker.label')}
        description={schema.description ?? t('clusterPicker.description')}
        placeholder={
          answer ? t('clusterPicker.placeholder') : t('clusterPicker.loading')
        }
        isRequired={required}
        isDisabled={disabled || !answer}
        isInvalid={Boolean(unknownValue || rawErrors?.length)}
        options={choices.map(choice => ({
          id: choice.name,
          label: choice.title,
          description: describe(choice),
          disabled: !choice.open,
        }))}
        value={formData ?? null}
        onChange={key => onChange(key === null ? undefined : String(key))}
      />
      {unknownValue && (
        <Text as="p" variant="body-small" role="alert">
          <StatusIcon status="bad" />{' '}
          {t('clusterPicker.unknownValue', { name: formData })}
        </Text>
      )}
      {noneOpen && (
        <Text as="p" variant="body-small" role="alert">
          <StatusIcon status="warning" /> {t('clusterPicker.noneOpen')}
        </Text>
      )}
    </>
  );
}

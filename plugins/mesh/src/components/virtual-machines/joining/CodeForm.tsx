import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  EnrolmentCodes,
  MadeEnrolmentCode,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../../answers/failures';
import { meshMachinesApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { saveFile } from '../../parts/saveFile';
import { useAction } from '../../requests/useAction';
import { bundleOf, CodeChoices, codeOf } from './codeChoices';
import { CodeOptions } from './CodeOptions';
import styles from './joining.module.css';

/** Makes a code, or downloads a bundle, with what is seldom needed folded away. */
export function CodeForm(props: {
  request: MeshRequestDetail;
  codes: EnrolmentCodes;
  onMade: (code: MadeEnrolmentCode) => void;
  reload: () => void;
}) {
  const { request, codes, onMade, reload } = props;
  const { may, machineNeeded, missing, reEnrolment } = codes;
  const { t } = useWords();
  const api = useApi(meshMachinesApiRef);
  const [choices, setChoices] = useState<CodeChoices>({});
  const making = useAction(onMade, reload);
  const downloading = useAction(reload, reload);
  const error = making.error ?? downloading.error;
  const isPending = making.isPending || downloading.isPending;
  const isNamed =
    !machineNeeded || Boolean(choices.machineName && choices.machineAddress);

  return (
    <>
      <CodeOptions codes={codes} choices={choices} onChange={setChoices} />
      {error && (
        <div role="alert">
          <StateBlock status="bad" title={messageOf(error)} />
        </div>
      )}
      <div className={styles.buttons}>
        {may.enrol && missing.length === 0 && (
          <Button
            variant="primary"
            isPending={making.isPending}
            isDisabled={!isNamed || isPending}
            onPress={() =>
              making.run(() =>
                api.createCode(request.id, codeOf(choices, codes)),
              )
            }
          >
            {t(reEnrolment ? 'joining.enrol.again' : 'joining.enrol.make')}
          </Button>
        )}
        {may.download && (
          <Button
            variant="secondary"
            isPending={downloading.isPending}
            isDisabled={!isNamed || isPending}
            onPress={() =>
              downloading.run(async () => {
                const { fileName, content } = await api.downloadBundle(
                  request.id,
                  bundleOf(choices, codes),
                );
                saveFile(fileName, content);
              })
            }
          >
            {t('joining.enrol.download')}
          </Button>
        )}
      </div>
      {may.download && (
        <Text as="p" variant="body-small" color="secondary">
          {t('joining.enrol.downloadMeans')}
        </Text>
      )}
    </>
  );
}

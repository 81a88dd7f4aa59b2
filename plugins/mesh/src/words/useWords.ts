import { useMemo } from 'react';
import {
  appLanguageApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { meshTranslationRef } from '../translation';
import { useNow } from './useNow';
import {
  NOW_MS,
  formatClock,
  formatDay,
  formatDuration,
  formatExact,
} from './times';

/** The plugin's words and its times, in the app's language. */
export function useWords() {
  const { t } = useTranslationRef(meshTranslationRef);
  const { language } = useApi(appLanguageApiRef).getLanguage();
  const now = useNow();
  return useMemo(
    () => ({
      t,
      now,
      isNow: (time: number) => now - time < NOW_MS,
      /** e.g. `12 min ago` or `just now`. */
      ago: (time: number) =>
        now - time < NOW_MS
          ? t('frame.time.now')
          : t('frame.time.ago', {
              duration: formatDuration(now - time, language),
            }),
      clock: (time: number) => formatClock(time, now, language),
      exact: (time: number) => formatExact(time, language),
      day: (time: number) => formatDay(time, language),
    }),
    [t, now, language],
  );
}

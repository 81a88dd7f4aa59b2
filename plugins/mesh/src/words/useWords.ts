import { useMemo } from 'react';
import {
  appLanguageApiRef,
  TranslationFunction,
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

/** The plugin's words and its times, in the app's language; times are in milliseconds. */
export interface Words {
  t: TranslationFunction<typeof meshTranslationRef.T>;
  now: number;
  isNow: (time: number) => boolean;
  /** e.g. `12 min ago` or `just now`. */
  ago: (time: number) => string;
  /** e.g. `12 min`: how long something lasts already. */
  lasting: (time: number) => string;
  clock: (time: number) => string;
  exact: (time: number) => string;
  day: (time: number) => string;
}

/** The words in the language of the app, at the time that is now. */
export function useWords(): Words {
  const { t } = useTranslationRef(meshTranslationRef);
  const { language } = useApi(appLanguageApiRef).getLanguage();
  const now = useNow();
  return useMemo(
    () => ({
      t,
      now,
      isNow: (time: number) => now - time < NOW_MS,
      ago: (time: number) =>
        now - time < NOW_MS
          ? t('frame.time.now')
          : t('frame.time.ago', {
              duration: formatDuration(now - time, language),
            }),
      lasting: (time: number) => formatDuration(now - time, language),
      clock: (time: number) => formatClock(time, now, language),
      exact: (time: number) => formatExact(time, language),
      day: (time: number) => formatDay(time, language),
    }),
    [t, now, language],
  );
}

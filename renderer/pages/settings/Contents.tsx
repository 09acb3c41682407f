import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { ContentRules } from './ContentRules.tsx';
import { EraseContents } from './EraseContents.tsx';
import { FindContents } from './FindContents.tsx';

const EVERY_MS = 10_000;

/** What is kept of questions and answers, and how it is erased. */
export function Contents() {
  const query = useOperation('contents.get', undefined, { every: EVERY_MS });
  return (
    <Loaded query={query}>
      {(state) => (
        <>
          <ContentRules key={JSON.stringify(state.rules)} state={state} />
          <FindContents />
          <EraseContents />
        </>
      )}
    </Loaded>
  );
}

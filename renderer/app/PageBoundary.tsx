import { Component, type ReactNode } from 'react';
import { Page } from '../components/Page.tsx';
import { FailedState } from '../components/states.tsx';

/** A page that breaks (an answer of the wrong shape, a chunk that an update has replaced) leaves the shell standing. */
export class PageBoundary extends Component<{ title: string; children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Page title={this.props.title}>
        <FailedState error={this.state.error} retry={() => location.reload()} />
      </Page>
    );
  }
}

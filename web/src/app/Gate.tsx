import { useLocation } from "@tanstack/react-router";
import { useSession } from "@/api/session";
import { Frame } from "@/app/frame/Frame";
import styles from "@/app/frame/frame.module.css";
import { Redirect } from "@/lib/Redirect";
import { stringifySearch } from "@/lib/search";
import { Logo } from "@/ui/Logo";
import { ErrorState } from "@/ui/states";

/** Lets in who is signed in; sends the others to where they can be. */
export function Gate() {
  const { data: session, error, refetch } = useSession();
  const { href } = useLocation();
  if (!session) return <Waiting error={error} onRetry={() => void refetch()} />;
  if (session.user) return <Frame session={session} user={session.user} />;
  if (session.setup_needed) return <Redirect path="/setup" />;
  return <Redirect path={`/signin${stringifySearch({ next: href === "/" ? "" : href })}`} />;
}

function Waiting({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <main className={styles.waiting}>
      {error ? <ErrorState error={error} onRetry={onRetry} /> : <Logo size={32} />}
    </main>
  );
}

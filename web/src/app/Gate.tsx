import { Navigate, useLocation } from "@tanstack/react-router";
import { useSession } from "@/api/session";
import { Frame } from "@/app/frame/Frame";
import styles from "@/app/frame/frame.module.css";
import { Logo } from "@/ui/Logo";
import { ErrorState } from "@/ui/states";

/** Lets in who is signed in; sends the others to where they can be. */
export function Gate() {
  const { data: session, error, refetch } = useSession();
  const { href } = useLocation();
  if (!session) return <Waiting error={error} onRetry={() => void refetch()} />;
  if (session.user) return <Frame session={session} user={session.user} />;
  if (session.setup_needed) return <Navigate to="/setup" />;
  return <Navigate to="/signin" search={href === "/" ? {} : { next: href }} />;
}

function Waiting({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <main className={styles.waiting}>
      {error ? <ErrorState error={error} onRetry={onRetry} /> : <Logo size={32} />}
    </main>
  );
}

import { Link } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { usePageSearch } from "@/api/reading";
import { useSession, useSetUp } from "@/api/session";
import { Redirect } from "@/lib/Redirect";
import { SetUpForm } from "@/pages/setup/SetUpForm";
import { DoorPage } from "@/ui/DoorPage";
import { Notice } from "@/ui/states";

/** The first start: the one-time link makes the owner, the organisation and the first project. */
export function SetUpPage() {
  const { data: session } = useSession();
  const { token } = usePageSearch();
  const setUp = useSetUp();
  if (session?.user) return <Redirect path="/" />;
  return (
    <DoorPage title="Set up tailrace">
      <Body
        token={token}
        isDone={session?.setup_needed === false}
        isExpired={isTokenError(setUp.error)}
      >
        {token && (
          <SetUpForm
            error={setUp.error}
            isPending={setUp.isPending}
            onSubmit={(answer) => setUp.mutate({ ...answer, token })}
          />
        )}
      </Body>
    </DoorPage>
  );
}

interface BodyProps {
  token: string | undefined;
  isDone: boolean;
  isExpired: boolean;
  children: React.ReactNode;
}

function Body({ token, isDone, isExpired, children }: BodyProps) {
  if (isDone) {
    return (
      <Notice tone="calm">
        <span>
          This server is set up: its link worked once and is gone. <Link to="/signin">Sign in</Link>
        </span>
      </Notice>
    );
  }
  if (!token) {
    return (
      <Notice tone="calm">
        Open the link that the server printed when it started: it holds the token that proves you
        run it. Start the server again to have it print the link once more.
      </Notice>
    );
  }
  return (
    <>
      {isExpired && (
        <Notice tone="warning">
          This set-up link has expired or was replaced. Start the server again and open the link it
          prints.
        </Notice>
      )}
      {children}
    </>
  );
}

/** The answers that are about the link, and not about what was typed. */
function isTokenError(error: Error | null): boolean {
  return error instanceof ApiError && [401, 403, 404, 409, 410].includes(error.status);
}

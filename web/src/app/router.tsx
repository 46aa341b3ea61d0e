/** Every address of the app. Pages are loaded when they are first visited. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { NotFound, PageFailed } from "@/app/fallbacks";
import { Gate } from "@/app/Gate";
import { parseSearch, stringifySearch, validateSearch } from "@/lib/search";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    title?: string;
    /** Whether the page reads a window of time. */
    hasWindow?: boolean;
  }
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

const root = createRootRoute({ validateSearch, component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  component: lazyRouteComponent(() => import("@/pages/signin/SignInPage"), "SignInPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/pages/setup/SetUpPage"), "SetUpPage"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  component: lazyRouteComponent(() => import("@/pages/join/JoinPage"), "JoinPage"),
});

const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Gate });

const overview = createRoute({
  getParentRoute: () => inside,
  path: "/",
  staticData: { title: "Overview", hasWindow: true },
  component: lazyRouteComponent(() => import("@/pages/overview/OverviewPage"), "OverviewPage"),
});

const requests = createRoute({
  getParentRoute: () => inside,
  path: "/requests",
  staticData: { title: "Requests", hasWindow: true },
  component: lazyRouteComponent(() => import("@/pages/requests/RequestsPage"), "RequestsPage"),
});

const request = createRoute({
  getParentRoute: () => inside,
  path: "/requests/$id",
  staticData: { title: "Request" },
  component: lazyRouteComponent(() => import("@/pages/request/RequestPage"), "RequestPage"),
});

const explore = createRoute({
  getParentRoute: () => inside,
  path: "/explore",
  staticData: { title: "Explore", hasWindow: true },
  component: lazyRouteComponent(() => import("@/pages/explore/ExplorePage"), "ExplorePage"),
});

const dashboards = createRoute({
  getParentRoute: () => inside,
  path: "/dashboards",
  staticData: { title: "Dashboards" },
  component: lazyRouteComponent(
    () => import("@/pages/dashboards/DashboardsPage"),
    "DashboardsPage",
  ),
});

const dashboard = createRoute({
  getParentRoute: () => inside,
  path: "/dashboards/$id",
  staticData: { title: "Dashboard", hasWindow: true },
  component: lazyRouteComponent(() => import("@/pages/dashboards/DashboardPage"), "DashboardPage"),
});

const workflows = createRoute({
  getParentRoute: () => inside,
  path: "/workflows",
  staticData: { title: "Workflows" },
  component: lazyRouteComponent(() => import("@/pages/workflows/WorkflowsPage"), "WorkflowsPage"),
});

const newWorkflow = createRoute({
  getParentRoute: () => inside,
  path: "/workflows/new",
  staticData: { title: "New workflow" },
  component: lazyRouteComponent(() => import("@/pages/workflows/WorkflowPage"), "NewWorkflowPage"),
});

const workflow = createRoute({
  getParentRoute: () => inside,
  path: "/workflows/$id",
  staticData: { title: "Workflow" },
  component: lazyRouteComponent(() => import("@/pages/workflows/WorkflowPage"), "WorkflowPage"),
});

const schemas = createRoute({
  getParentRoute: () => inside,
  path: "/schemas",
  staticData: { title: "Schemas" },
  component: lazyRouteComponent(() => import("@/pages/schemas/SchemasPage"), "SchemasPage"),
});

const newSchema = createRoute({
  getParentRoute: () => inside,
  path: "/schemas/new",
  staticData: { title: "New schema" },
  component: lazyRouteComponent(() => import("@/pages/schemas/SchemaPage"), "NewSchemaPage"),
});

const schema = createRoute({
  getParentRoute: () => inside,
  path: "/schemas/$id",
  staticData: { title: "Schema" },
  component: lazyRouteComponent(() => import("@/pages/schemas/SchemaPage"), "SchemaPage"),
});

const limits = createRoute({
  getParentRoute: () => inside,
  path: "/limits",
  staticData: { title: "Limits" },
  component: lazyRouteComponent(() => import("@/pages/limits/LimitsPage"), "LimitsPage"),
});

const connect = createRoute({
  getParentRoute: () => inside,
  path: "/connect",
  staticData: { title: "Connect" },
  component: lazyRouteComponent(() => import("@/pages/connect/ConnectPage"), "ConnectPage"),
});

const manage = createRoute({
  getParentRoute: () => inside,
  path: "/manage",
  staticData: { title: "Settings" },
  component: lazyRouteComponent(() => import("@/pages/manage/ManagePage"), "ManagePage"),
});

const manageSection = createRoute({
  getParentRoute: () => inside,
  path: "/manage/$section",
  staticData: { title: "Settings" },
  component: lazyRouteComponent(() => import("@/pages/manage/ManagePage"), "ManagePage"),
});

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      setUp,
      join,
      inside.addChildren([
        overview,
        requests,
        request,
        explore,
        dashboards,
        dashboard,
        workflows,
        newWorkflow,
        workflow,
        schemas,
        newSchema,
        schema,
        limits,
        connect,
        manage,
        manageSection,
      ]),
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: PageFailed,
  });
}

import { createServer, type Server } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Figures about this process, in Prometheus' text format. */
export interface Metrics {
  /** A request was answered; `route` as it is registered, never the path itself, which may hold a link's secret. */
  answered(method: string, route: string, status: number, seconds: number): void;
  text(): string;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The figures of this process from here on; reading them begins a new measure of the longest delay of the loop. */
export function createMetrics(version: string): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, { counts: number[]; sum: number; count: number }>();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return {
    answered(method, route, status, seconds) {
      const labels = `method="${method}",route="${route}"`;
      const key = `${labels},status="${status}"`;
      requests.set(key, (requests.get(key) ?? 0) + 1);
      const own = durations.get(labels) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
      durations.set(labels, own);
      own.sum += seconds;
      own.count += 1;
      buckets.forEach((bound, i) => {
        if (seconds <= bound) own.counts[i] = (own.counts[i] ?? 0) + 1;
      });
    },
    text() {
      const worst = Number.isFinite(delay.max) ? delay.max / 1e9 : 0;
      delay.reset();
      const { user, system } = process.cpuUsage();
      const histogram = [...durations].flatMap(([labels, { counts, sum, count }]) => [
        ...counts.map((n, i) => `phieu_cham_request_seconds_bucket{${labels},le="${buckets[i]}"} ${n}`),
        `phieu_cham_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
        `phieu_cham_request_seconds_sum{${labels}} ${sum}`,
        `phieu_cham_request_seconds_count{${labels}} ${count}`,
      ]);
      const lines = [
        ...family("phieu_cham_info", "gauge", "The version that runs.", [`phieu_cham_info{version="${version}"} 1`]),
        ...family(
          "phieu_cham_requests_total",
          "counter",
          "Requests answered.",
          [...requests].map(([labels, n]) => `phieu_cham_requests_total{${labels}} ${n}`),
        ),
        ...family("phieu_cham_request_seconds", "histogram", "How long answers took.", histogram),
        ...single(
          "phieu_cham_event_loop_delay_max_seconds",
          "gauge",
          "The longest stall of the request loop since the last reading.",
          worst,
        ),
        ...single("process_cpu_seconds_total", "counter", "Processor time used.", (user + system) / 1e6),
        ...single("process_resident_memory_bytes", "gauge", "Memory in use.", process.memoryUsage.rss()),
        ...single(
          "process_start_time_seconds",
          "gauge",
          "When the process started, seconds since 1970.",
          Date.now() / 1_000 - process.uptime(),
        ),
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

function family(name: string, type: string, help: string, samples: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

function single(name: string, type: string, help: string, value: number): string[] {
  return family(name, type, help, [`${name} ${value}`]);
}

/** `GET /metrics` for this machine alone, on a port of its own: nothing of it is reachable at the public address. */
export function serveMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const asked = request.method === "GET" && request.url === "/metrics";
    response.writeHead(asked ? 200 : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(asked ? metrics.text() : "");
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

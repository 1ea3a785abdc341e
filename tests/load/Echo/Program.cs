using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RetrainGrains.Echo;

if (args is not [var first, var second]
    || !ushort.TryParse(first, CultureInfo.InvariantCulture, out var port)
    || !ushort.TryParse(second, CultureInfo.InvariantCulture, out var metrics))
{
    Console.Error.WriteLine("Usage: Echo PORT METRICS_PORT");
    return 2;
}
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
    kestrel.Listen(IPAddress.Loopback, metrics, listen => listen.Protocols = HttpProtocols.Http1);
});
builder.Services.AddGrpc();
var application = builder.Build();
application.MapGrpcService<PredictionsEcho>();
// As the server's own page of metrics has it.
application.MapGet("/metrics", () => $"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n");
await application.RunAsync();
return 0;

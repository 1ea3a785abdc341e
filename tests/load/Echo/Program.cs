using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RetrainGrains.Echo;

if (args is not [var text] || !ushort.TryParse(text, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine("Usage: Echo PORT");
    return 2;
}
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddGrpc();
var application = builder.Build();
application.MapGrpcService<PredictionsEcho>();
await application.RunAsync();
return 0;

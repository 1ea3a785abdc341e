using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Tests.Messages;

/// <summary>The tests that bytes which are no message are the caller's mistake, and nobody else's.</summary>
public sealed class MessageParserTests
{
    // The first field is announced with more bytes than follow.
    private static readonly byte[] CutOff = [0x0A, 0x7F, 0x01];

    [Fact]
    public async Task Bytes_that_are_no_message_are_refused_as_invalid_by_every_method_and_logged_by_none()
    {
        var log = new RecordedLog();
        await using var server = await GatewayServer.StartAsync(log: log);
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);

        foreach (var method in ProtocolMethods.All)
        {
            var error = await ProtocolMethods.CallAsync(channel, method, [], CutOff);

            Assert.True(error?.StatusCode == StatusCode.InvalidArgument, $"{method.FullName}: {error?.Status}");
            Assert.StartsWith(
                $"message: '3 bytes' must be the protobuf of a {method.InputType.Name}: ", error!.Status.Detail);
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains("message", StringComparison.OrdinalIgnoreCase));
    }

    // A flag that is none, a length that nobody has, more than may come, and gzip that is none.
    [Theory]
    [InlineData("0700000000", "", StatusCode.InvalidArgument, "Unexpected compressed flag")]
    [InlineData("00FFFFFFFF", "", StatusCode.InvalidArgument, "Message too large")]
    [InlineData("0000F00000", "", StatusCode.ResourceExhausted, "exceeds the maximum")]
    [InlineData("0100000003010203", "gzip", StatusCode.InvalidArgument, "unsupported compression method")]
    public async Task Frames_that_are_none_are_the_callers_mistake_as_well(
        string hex, string encoding, StatusCode expected, string reason)
    {
        var log = new RecordedLog();
        await using var server = await GatewayServer.StartAsync(log: log);
        using var client = new HttpClient();

        foreach (var method in ProtocolMethods.All)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, new Uri(server.GrpcAddress, $"/{method.Service.FullName}/{method.Name}"))
            {
                Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(Convert.FromHexString(hex)),
            };
            request.Content.Headers.Add("content-type", "application/grpc");
            if (encoding.Length > 0) request.Headers.Add("grpc-encoding", encoding);
            using var response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();

            var (status, message) = (Find(response, "grpc-status"), Find(response, "grpc-message"));
            Assert.True(status == $"{(int)expected}", $"{method.FullName}: {status} {message}");
            Assert.Contains(reason, Uri.UnescapeDataString(message), StringComparison.OrdinalIgnoreCase);
        }

        // What the library logs of each is left out by the settings of the server, for the gateway counts them.
        Assert.DoesNotContain(log.Lines, line => !line.StartsWith("Grpc.AspNetCore.Server.ServerCallHandler: "));
    }

    [Fact]
    public async Task They_are_counted_over_both_transports()
    {
        await using var server = await GatewayServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        var counted = 0L;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.EnableMeasurementEvents(GatewayMeter.Malformed);

        await ProtocolMethods.CallAsync(channel, ProtocolMethods.All[0], [], CutOff);
        using var content = new StringContent("{\"row\":", Encoding.UTF8, "application/json");
        var answer = await server.Rest.PostAsync("v1/models/a:predict", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        // Other tests count as well.
        Assert.True(Interlocked.Read(ref counted) >= 2, $"{counted}");
    }

    private static string Find(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.First()
            : response.Headers.TryGetValues(name, out var headers) ? headers.First() : "";
}

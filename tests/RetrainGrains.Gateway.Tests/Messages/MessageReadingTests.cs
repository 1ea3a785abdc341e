using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Tests.Messages;

/// <summary>The tests that bytes which are no message are the caller's mistake, and nobody else's.</summary>
public sealed class MessageReadingTests
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
}

using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Tests.Mapping;

/// <summary>The tests that an object on the wire is one that JSON can hold.</summary>
public sealed class StructMappingTests
{
    [Fact]
    public void An_object_of_named_values_is_whole_however_deep()
    {
        var whole = Struct.Parser.ParseJson("""{"a":{"b":[1,null,{"c":"d"}]},"e":true}""");

        Assert.True(whole.IsWhole());
    }

    [Fact]
    public void A_member_without_a_name_or_a_value_is_found_however_deep()
    {
        var nameless = new Struct { Fields = { [""] = Value.ForNumber(1) } };
        var empty = new Struct { Fields = { ["a"] = new Value() } };

        Assert.All(
            [
                nameless, empty, new Struct { Fields = { ["a"] = Value.ForStruct(nameless) } },
                new Struct { Fields = { ["a"] = Value.ForList(Value.ForStruct(empty)) } },
            ],
            broken => Assert.False(broken.IsWhole()));
    }

    [Fact]
    public async Task A_policy_with_such_a_member_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = new V1.SetPolicyRequest
        {
            ModelId = "a", Policy = new Struct { Fields = { [""] = Value.ForNumber(1) } },
        };

        var error = await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            () => server.Policies.SetAsync(request).ResponseAsync);

        Assert.Equal("policy: 'a member' must have a name and a value, as in JSON", error.Status.Detail);
    }
}

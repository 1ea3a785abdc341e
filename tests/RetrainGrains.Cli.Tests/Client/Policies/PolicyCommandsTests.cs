using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Tests.Client.Policies;

/// <summary>Policies that are read, changed and compared.</summary>
public sealed class PolicyCommandsTests : ClientTests
{
    private static readonly Struct Default = Struct.Parser.ParseJson(DomainJson.Write(new ModelPolicy()));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.GetPolicyRequest, V1.Policy>(_ => new V1.Policy { Policy_ = Default, Revision = 7 });
        Server.On<V1.SetPolicyRequest, V1.Model>(_ => WireModels.Bike());
        Server.On<V1.PatchPolicyRequest, V1.Model>(_ => WireModels.Bike());
    }

    [Fact]
    public async Task A_policy_is_read_as_a_file_that_can_be_set_again()
    {
        var ran = await RunAsync("policy", "get", "bike");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        var same = await RunAsync("policy", "diff", "bike", Write("policy.json", ran.Output));
        Assert.Equal((0, "bike has this policy\n"), (same.Code, same.Output));
        Assert.Equal("7", (await RunAsync("policy", "get", "bike", "--json")).Json.GetProperty("revision").GetString());
    }

    [Fact]
    public async Task A_policy_is_set_from_a_file_and_patched_from_the_standard_input()
    {
        var file = Write("policy.json", """{ "triggers": { "cooldown": "5d" } // longer""" + "\n}");
        Input = """{ "triggers": { "maximumAge": null } }""";

        var set = await RunAsync("policy", "set", "bike", file, "--revision", "7");
        var patched = await RunAsync("policy", "patch", "bike", "-");

        Assert.Equal((0, "bike has the policy; revision 7\n"), (set.Code, set.Output));
        Assert.Equal(0, patched.Code);
        var asked = Assert.Single(Server.Asked<V1.SetPolicyRequest>());
        Assert.Equal(7, asked.ExpectedRevision);
        Assert.Equal("5d", asked.Policy.Fields["triggers"].StructValue.Fields["cooldown"].StringValue);
        var patch = Assert.Single(Server.Asked<V1.PatchPolicyRequest>()).Policy.Fields["triggers"].StructValue;
        Assert.Equal(Value.KindOneofCase.NullValue, patch.Fields["maximumAge"].KindCase);
    }

    [Fact]
    public async Task A_difference_names_path_and_both_values_and_ends_in_1()
    {
        Input = """{ "triggers": { "cooldown": "5d" } }""";

        var ran = await RunAsync("policy", "diff", "bike", "--patch");

        Assert.Equal((1, "policy.triggers.cooldown: \"1d\" → \"5d\"\n"), (ran.Code, ran.Output));
    }

    [Fact]
    public async Task A_difference_as_JSON_is_one_document()
    {
        Input = """{ "triggers": { "cooldown": "5d" } }""";

        var change = Assert.Single((await RunAsync("policy", "diff", "bike", "--json")).Json
            .GetProperty("changes").EnumerateArray());

        Assert.Equal("policy.triggers.cooldown", change.GetProperty("path").GetString());
        Assert.Equal(("1d", "5d"), (change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));
    }

    [Theory]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "must be JSON")]
    public async Task A_file_that_is_no_policy_is_refused_before_anything_is_asked(string text, string problem)
    {
        var ran = await RunAsync("policy", "set", "bike", Write("policy.json", text));

        Assert.Equal(2, ran.Code);
        Assert.Contains(problem, ran.Errors);
        Assert.Empty(Server.Asked<V1.SetPolicyRequest>());
    }

    [Fact]
    public async Task A_difference_to_settings_that_there_are_not_is_refused()
    {
        Input = """{ "trigers": {} }""";

        var ran = await RunAsync("policy", "diff", "bike");

        Assert.Equal(2, ran.Code);
        Assert.Contains("policy.trigers", ran.Errors);
    }
}

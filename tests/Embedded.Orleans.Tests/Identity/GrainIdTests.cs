using Orleans.Runtime;

namespace Orleans.Tests.Identity;

public sealed class GrainIdTests
{
    [Fact]
    public void An_id_survives_being_written_and_parsed()
    {
        var id = GrainId.Create("model", "team/churn");
        Assert.Equal("model/team/churn", id.ToString());
        Assert.Equal(id, GrainId.Parse(id.ToString()));
    }

    [Fact]
    public void Text_without_a_type_is_refused()
    {
        Assert.False(GrainId.TryParse("churn", out _));
        Assert.Contains("\"churn\"", Assert.Throws<ArgumentException>(() => GrainId.Parse("churn")).Message);
    }

    [Fact]
    public void The_uniform_hash_is_frozen() =>
        Assert.Equal(2321624180u, GrainId.Create("model", "churn").GetUniformHashCode());

    [Fact]
    public void The_type_name_is_the_class_name_without_Grain_unless_given() => TestSilo.Run(silo =>
    {
        Assert.Equal("labelled/a", silo.Grains.GetGrain<ILabelled>("a").GetGrainId().ToString());
        return Task.CompletedTask;
    });
}

public interface ILabelled : IGrainWithStringKey
{
    Task Ping();
}

[GrainType("labelled")]
public sealed class GrainWithAnotherName : Grain, ILabelled
{
    public Task Ping() => Task.CompletedTask;
}

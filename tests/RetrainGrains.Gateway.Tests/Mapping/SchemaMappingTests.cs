using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Mapping;
using DomainKind = RetrainGrains.Domain.Observations.FeatureKind;
using DomainTask = RetrainGrains.Domain.Observations.PredictionTask;

namespace RetrainGrains.Gateway.Tests.Mapping;

public sealed class SchemaMappingTests
{
    [Fact]
    public void A_schema_comes_back_from_the_wire_as_it_went()
    {
        var schema = Example.Schema with
        {
            Task = DomainTask.BinaryClassification,
            Features = [.. Example.Schema.Features, new Domain.Observations.Feature("load") { FromModel = "a" }],
        };

        Assert.Equal(DomainJson.Write(schema), DomainJson.Write(schema.ToWire().ToDomain()));
    }

    [Fact]
    public void Classes_come_back_in_their_order()
    {
        var schema = Example.Schema with { Task = DomainTask.MulticlassClassification, Classes = ["b", "a", "c"] };

        Assert.Equal(DomainJson.Write(schema), DomainJson.Write(schema.ToWire().ToDomain()));
    }

    [Fact]
    public void No_last_value_stays_none() =>
        Assert.Null((Example.Schema with { LastValue = null }).ToWire().ToDomain().LastValue);

    [Fact]
    public void Kinds_tasks_and_statuses_have_the_same_numbers_on_both_sides()
    {
        Assert.Equal(Numbers<DomainKind>(), Numbers<V1.FeatureKind>());
        Assert.Equal(Numbers<DomainTask>(), Numbers<V1.PredictionTask>());
        foreach (var status in Enum.GetValues<RecordStatus>())
        {
            Assert.Equal($"{status}", $"{RowMapping.ToWire(status)}");
        }
    }

    private static IEnumerable<(string, int)> Numbers<T>() where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => ($"{value}", Convert.ToInt32(value)));
}

using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Mapping;
using DomainTask = RetrainGrains.Learning.Data.PredictionTask;

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
}

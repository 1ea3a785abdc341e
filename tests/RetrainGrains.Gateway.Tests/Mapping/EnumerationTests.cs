using RetrainGrains.Learning.Data;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Tests.Mapping;

public sealed class EnumerationTests
{
    public static TheoryData<Type, Type> Pairs => new()
    {
        { typeof(FeatureKind), typeof(V1.FeatureKind) },
        { typeof(PredictionTask), typeof(V1.PredictionTask) },
        { typeof(RecordStatus), typeof(V1.RecordStatus) },
        { typeof(FaultKind), typeof(V1.FaultKind) },
        { typeof(ChallengerStatus), typeof(V1.ChallengerStatus) },
        { typeof(FleetProcedure), typeof(V1.FleetProcedure) },
        { typeof(ImportFormat), typeof(V1.ImportFormat) },
    };

    // Mappings cast them: a value that one side adds or moves would change its meaning on the other.
    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_enumeration_has_the_same_names_and_numbers_on_the_wire(Type ours, Type wire) =>
        Assert.Equal(Values(ours), Values(wire));

    private static IEnumerable<string> Values(Type enumeration) => Enum.GetValues(enumeration).Cast<object>()
        .Select(value => $"{value} = {Convert.ToInt32(value)}".ToLowerInvariant());
}

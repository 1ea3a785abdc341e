using System.Globalization;
using Microsoft.Data.Sqlite;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Tests.Sqlite;

public sealed class SqlitePlanTests
{
    private static readonly PredictionMark Mark = PredictionMark.Before(DateTimeOffset.UnixEpoch);

    public static TheoryData<FormattableString> Queries { get; } =
    [
        SqlObservationLog.PredictedAfter("m", Mark, DateTimeOffset.MaxValue, 10),
        SqlObservationLog.LoggedAfter("m", Mark, DateTimeOffset.MaxValue, null, 10),
        SqlObservationLog.LoggedAfter("m", Mark, DateTimeOffset.MaxValue, "1.0.0", 10),
    ];

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public async Task Rows_after_a_mark_are_read_by_their_key_and_need_no_sorting(FormattableString query)
    {
        await using var home = new SqliteFileHome();
        await using (var database = home.Open()) await database.MigrateAsync();

        var plan = PlanOf(home, query);

        Assert.Contains(plan, step => step.StartsWith(
            "SEARCH observations USING PRIMARY KEY (log_id=? AND ", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("SCAN", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static List<string> PlanOf(SqliteFileHome home, FormattableString sql)
    {
        using var connection = new SqliteConnection($"Data Source={home.FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        var holes = Enumerable.Range(0, sql.ArgumentCount).Select(i => $"@p{i}").ToArray();
        foreach (var hole in holes) command.Parameters.AddWithValue(hole, 0);
        command.CommandText =
            "EXPLAIN QUERY PLAN " + string.Format(CultureInfo.InvariantCulture, sql.Format, holes.ToArray<object>());
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read()) steps.Add(reader.GetString(3));
        return steps;
    }
}

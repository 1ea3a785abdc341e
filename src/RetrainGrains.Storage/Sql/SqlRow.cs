using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>Reads stored values back into the types they were stored from.</summary>
internal static class SqlRow
{
    public static DateTimeOffset Instant(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Instant(column);

    public static string? TextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static double NumberOrNaN(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? double.NaN : row.GetDouble(column);

    public static byte[] Bytes(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static float[] Features(this DbDataReader row, int column) => FeatureBytes.Decode(row.Bytes(column));
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard.Reports;

namespace Orleans.Dashboard.Page;

/// <summary>
/// The page with values in it. Its elements say by <c>data-field</c> and <c>data-format</c> what they show, its tables
/// by the same attributes of their headings; the page's script reads them too, so columns are named in one place.
/// </summary>
internal sealed partial class DashboardPage(IOptions<DashboardOptions> options)
{
    private readonly string template = Load().Replace(
        "{interval}",
        options.Value.CounterUpdateIntervalMs.ToString(CultureInfo.InvariantCulture),
        StringComparison.Ordinal);

    public string Render(DashboardReport report)
    {
        var values = JsonSerializer.SerializeToNode(report, DashboardReport.Json)!;
        var page = Table().Replace(template, table => FillTable(table, values));
        return Field().Replace(page, field => FillField(field, values));
    }

    private static string Load()
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream("dashboard.html")!;
        return new StreamReader(stream).ReadToEnd();
    }

    private static string FillTable(Match table, JsonNode values)
    {
        var head = table.Groups["head"].Value;
        var columns = Column().Matches(head)
            .Select(column => (Field: column.Groups["field"].Value, Format: column.Groups["format"].Value)).ToList();
        var body = new StringBuilder();
        var rows = values[table.Groups["rows"].Value]!.AsArray();
        foreach (var row in rows)
        {
            body.Append("<tr>");
            foreach (var (field, format) in columns)
            {
                body.Append(CultureInfo.InvariantCulture, $"<td class=\"{CellFormat.ClassOf(format, row![field])}\">")
                    .Append(CellFormat.Write(format, row[field])).Append("</td>");
            }

            body.Append("</tr>\n");
        }

        if (rows.Count == 0)
        {
            body.Append(CultureInfo.InvariantCulture,
                $"<tr><td class=\"empty\" colspan=\"{columns.Count}\">{table.Groups["empty"].Value}</td></tr>\n");
        }

        return $"{head}<tbody>\n{body}</tbody>";
    }

    private static string FillField(Match field, JsonNode values)
    {
        var path = field.Groups["path"].Value.Split('.');
        var format = field.Groups["format"].Value;
        var value = values[path[0]]![path[1]];
        return $"{field.Groups["open"].Value} class=\"{CellFormat.ClassOf(format, value)}\">"
            + CellFormat.Write(format, value);
    }

    [GeneratedRegex("""
        (?<head><table data-rows="(?<rows>\w+)" data-empty="(?<empty>[^"]*)">.*?)<tbody></tbody>
        """, RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("""<th data-field="(?<field>\w+)" data-format="(?<format>\w+)""")]
    private static partial Regex Column();

    [GeneratedRegex("""(?<open><(?:dd|span) data-field="(?<path>\w+\.\w+)" data-format="(?<format>\w+)")>(?=</)""")]
    private static partial Regex Field();
}

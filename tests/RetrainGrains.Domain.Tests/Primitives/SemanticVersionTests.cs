namespace RetrainGrains.Domain.Tests.Primitives;

public sealed class SemanticVersionTests
{
    [Fact]
    public void Versions_count_up_and_compare_by_their_parts()
    {
        var version = SemanticVersion.First.NextPatch();

        Assert.Equal("1.0.1", version.ToString());
        Assert.Equal("1.1.0", version.NextMinor().ToString());
        Assert.Equal("2.0.0", version.NextMinor().NextMajor().ToString());
        Assert.True(new SemanticVersion(1, 10, 0).CompareTo(new(1, 9, 9)) > 0);
    }

    [Theory]
    [InlineData("1.2.3", true)]
    [InlineData("1.2", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("1.-2.3", false)]
    [InlineData("v1.2.3", false)]
    [InlineData("1.2.99999999999", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_three_whole_numbers_are_a_version(string? text, bool valid)
    {
        Assert.Equal(valid, SemanticVersion.TryParse(text, out var version));
        Assert.Equal(valid ? text : "0.0.0", version.ToString());
    }

    [Fact]
    public void A_version_is_a_text_in_json()
    {
        Assert.Equal("\"1.2.3\"", DomainJson.Write(new SemanticVersion(1, 2, 3)));
        Assert.Equal(new SemanticVersion(1, 2, 3), DomainJson.Read<SemanticVersion>("\"1.2.3\""));
        Assert.Throws<System.Text.Json.JsonException>(() => DomainJson.Read<SemanticVersion>("\"1.2\""));
    }
}

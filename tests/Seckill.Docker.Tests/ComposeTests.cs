using System.Text.RegularExpressions;
using System.Xml.Linq;
using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

/// <summary>What can be said of the files without a container engine.</summary>
public sealed partial class ComposeTests
{
    [SkippableFact]
    public async Task Compose_accepts_the_file()
    {
        var told = await ConfigAsync();

        told.ExitCode.ShouldBe(0, told.Text);
        foreach (var service in (string[])["postgres", "node1", "node2", "node3", "nginx", "prometheus", "grafana"])
            told.Text.ShouldContain($"\n  {service}:\n");
        told.Text.ShouldContain("stop_grace_period: 45s");
        // Everything but the database, which has a volume to write, runs on a root file system that nobody can write.
        Regex.Count(told.Text, "^    read_only: true$", RegexOptions.Multiline).ShouldBe(6);
        Regex.Count(told.Text, "no-new-privileges:true").ShouldBe(7);
    }

    [SkippableFact]
    public async Task No_secret_is_a_variable_and_the_script_makes_every_file()
    {
        var told = await ConfigAsync();
        told.ExitCode.ShouldBe(0, told.Text);
        // As variables, only the names of files.
        foreach (var line in told.Text.Split('\n').Where(line => Secret().IsMatch(line) && !line.Contains("target: ", StringComparison.Ordinal)))
            line.ShouldContain("/run/secrets/");

        var folder = Directory.CreateTempSubdirectory("seckill-secrets-");
        File.Copy(Path.Combine(Tool.Folder, "secrets.sh"), Path.Combine(folder.FullName, "secrets.sh"));
        (await Tool.RunAsync("sh", [Path.Combine(folder.FullName, "secrets.sh")])).ExitCode.ShouldBe(0);
        var made = Directory.GetFiles(Path.Combine(folder.FullName, "secrets")).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        (await Tool.RunAsync("sh", [Path.Combine(folder.FullName, "secrets.sh")])).ExitCode.ShouldBe(0);

        made.Keys.ShouldBe(SecretFile().Matches(Read("compose.yaml")).Select(match => match.Groups[1].Value), ignoreOrder: true);
        made.Values.ShouldAllBe(secret => secret.TrimEnd().Length >= 43);
        made["storage_connection"].ShouldContain($"Password={made["app_password"].TrimEnd()}");
        foreach (var (name, secret) in made)
            File.ReadAllText(Path.Combine(folder.FullName, "secrets", name)).ShouldBe(secret, "what is there stays");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(folder.FullName, "secrets")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Certificates_are_made_once_and_the_authoritys_key_is_for_nobody_else()
    {
        Tool.Find("sh");
        var folder = Directory.CreateTempSubdirectory("seckill-certificates-");
        var certificates = await Topology.MakeCertificatesAsync(folder);
        var made = Directory.GetFiles(certificates).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        await Topology.MakeCertificatesAsync(folder);

        made.Keys.ShouldBe(
            ["ca.crt", "ca.key", "node1.crt", "node1.key", "node2.crt", "node2.key", "node3.crt", "node3.key"], ignoreOrder: true);
        foreach (var (name, text) in made) File.ReadAllText(Path.Combine(certificates, name)).ShouldBe(text, "what is there stays");
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            File.GetUnixFileMode(certificates).ShouldBe(Owner | UnixFileMode.UserExecute);
            File.GetUnixFileMode(Path.Combine(certificates, "ca.key")).ShouldBe(Owner);
        }

        // The nodes of the topology start with such files.
        Read("compose.yaml").ShouldNotContain("ca.key");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Every_image_is_pinned()
    {
        var images = Image().Matches(Read("compose.yaml")).Select(match => match.Groups[1].Value).Where(image => !image.StartsWith("seckill:", StringComparison.Ordinal));

        images.ShouldAllBe(image => PinnedTag().IsMatch(image));
        Argument().Count(Read("Dockerfile")).ShouldBe(2);
    }

    [Fact]
    public void Everything_that_the_Dockerfile_copies_exists_and_no_project_is_forgotten()
    {
        var copied = Copy().Matches(Read("Dockerfile")).SelectMany(match => match.Groups[1].Value.Split(' ')).ToArray();

        copied.Length.ShouldBeGreaterThan(5);
        foreach (var path in copied)
            Path.Exists(Path.Combine(HostProcess.RepositoryRoot, path)).ShouldBeTrue(path);
        copied.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(path => Path.GetFileNameWithoutExtension(path)!)
            .ShouldBe(ProjectsOf("Seckill.Host").Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void Addresses_agree_between_compose_and_nginx()
    {
        var compose = Read("compose.yaml");
        var upstream = Read("nginx/upstream.conf");
        var nodes = Node().Matches(upstream).Select(match => match.Groups[1].Value).ToArray();
        var lastResort = LastResort().Matches(upstream).Select(match => match.Groups[1].Value).ToArray();

        nodes.Length.ShouldBe(3);
        lastResort.ShouldBe(nodes);
        foreach (var node in nodes) compose.ShouldContain($"ipv4_address: {node} ");
        var balancer = Trusted().Match(compose).Groups[1].Value;
        compose.ShouldContain($"edge: {{ ipv4_address: {balancer} }}");
    }

    [Fact]
    public void Nodes_listen_for_each_other_in_a_network_of_their_own_and_show_certificates()
    {
        var compose = Read("compose.yaml");

        for (var node = 1; node <= 3; node++)
        {
            compose.ShouldContain($"Seckill__Cluster__Hostname: 172.30.81.1{node} ");
            compose.ShouldContain($"cluster: {{ ipv4_address: 172.30.81.1{node} }}");
            compose.ShouldContain($"172.30.81.1{node}:4053");
            compose.ShouldContain($"source: ./certs/node{node}.key, target: /certs/node.key");
        }

        compose.ShouldNotContain("Seckill__Cluster__BindHostname");
        compose.ShouldNotContain("AllowUnauthenticatedPeers");
        // nginx, Prometheus and Grafana have no way in.
        Regex.Count(compose, "cluster: {").ShouldBe(3);
    }

    /// <summary>A project, and those that it is always built from.</summary>
    private static IEnumerable<string> ProjectsOf(string project)
    {
        var file = Path.Combine(HostProcess.RepositoryRoot, "src", project, project + ".csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference").Where(reference => reference.Attribute("Condition") is null);
        return references.SelectMany(reference => ProjectsOf(Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))).Prepend(project);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Tool.Folder, file));

    /// <summary>An .env file beside compose.yaml is not read.</summary>
    private static async Task<Told> ConfigAsync()
    {
        var nothing = Path.GetTempFileName();
        var told = await Tool.RunAsync("docker-compose", ["--env-file", nothing, "-f", Path.Combine(Tool.Folder, "compose.yaml"), "config"]);
        File.Delete(nothing);
        return told;
    }

    [GeneratedRegex("PASSWORD|SECRET|SigningKey|ConnectionString")]
    private static partial Regex Secret();

    [GeneratedRegex(@"file: \./secrets/(\w+)")]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"^\s+image: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@":v?\d+\.\d+(\.\d+)?(-\w+)?$")]
    private static partial Regex PinnedTag();

    [GeneratedRegex(@"^ARG \w+=\d+\.\d+\.\d+$", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^COPY (?!--from)(.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copy();

    [GeneratedRegex(@"server ([\d.]+):8080 max_fails=1")]
    private static partial Regex Node();

    [GeneratedRegex(@"server ([\d.]+):8080 backup max_fails=0;")]
    private static partial Regex LastResort();

    [GeneratedRegex("Trusted__0: \"([\\d.]+)\"")]
    private static partial Regex Trusted();
}
